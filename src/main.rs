//! The `quorate` binary: a thin shell round `quorate::cli`.

fn main() -> std::process::ExitCode {
    quorate::cli::main()
}
