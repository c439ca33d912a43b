//! Files on disk: read whole, written atomically and durably.
//!
//! Here: the one way in which quorate writes a file.
//! Not here: what is in it (`answers::document`, `brief`).

use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes `text` so that after a crash at any instant the file holds either all of the old or all of the new.
///
/// A temporary file in the same folder is written, synced and renamed over the old one, then the folder is
/// synced. A symbolic link is followed, so that the link stays; permissions of an existing file are kept.
///
/// # Errors
/// Any failure of the file system; the old file is then untouched.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    let target = resolve(path)?;
    let folder = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    // Else the message would name the temporary file.
    let is_folder = std::fs::metadata(&folder).map(|found| found.is_dir());
    if !is_folder.map_err(|error| no_way(&folder, &error))? {
        return Err(no_way(&folder, &io::ErrorKind::NotADirectory.into()));
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".quorate-").suffix(".tmp");
    let existing = std::fs::metadata(&target)
        .ok()
        .map(|metadata| metadata.permissions());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A new file is for its user and, as the umask allows, for others: as an editor would make it.
        builder.permissions(
            existing
                .clone()
                .unwrap_or_else(|| std::fs::Permissions::from_mode(0o666)),
        );
    }
    if existing
        .as_ref()
        .is_some_and(std::fs::Permissions::readonly)
    {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "the file is read-only; let yourself write it, or name another",
        ));
    }
    let mut file = builder
        .tempfile_in(&folder)
        .map_err(|error| no_room(&folder, &error))?;
    file.write_all(text.as_bytes())?;
    #[cfg(unix)]
    if let Some(permissions) = existing {
        // The umask narrows what the builder asked for; an existing file keeps its bits exactly.
        file.as_file().set_permissions(permissions)?;
    }
    file.as_file().sync_all()?;
    file.persist(&target).map_err(|error| error.error)?;
    sync_folder(&folder)
}

/// Why a folder cannot be looked at, and what to do about it.
fn no_way(folder: &Path, error: &io::Error) -> io::Error {
    let kind = error.kind();
    let shown = folder.display();
    let problem = match kind {
        io::ErrorKind::NotFound => {
            format!("there is no folder `{shown}`; make it, or name a file elsewhere")
        }
        io::ErrorKind::NotADirectory => {
            format!("`{shown}` is no folder; name a file elsewhere")
        }
        io::ErrorKind::PermissionDenied => format!(
            "the folder `{shown}` cannot be entered ({error}); have its owner let you in, or name a file elsewhere"
        ),
        _ => format!("the folder `{shown}` cannot be looked at ({error}); name a file elsewhere"),
    };
    io::Error::new(kind, problem)
}

/// Why no file can be made in a folder. The name of the temporary file, which says nothing to anybody, is left out.
fn no_room(folder: &Path, error: &io::Error) -> io::Error {
    let said = error.to_string();
    let said = said
        .split_once(" at path ")
        .map_or(said.as_str(), |(said, _)| said);
    let shown = folder.display();
    let mend = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room on its disk",
        io::ErrorKind::PermissionDenied => "have its owner let you write there",
        _ => "mend that",
    };
    let problem = format!(
        "no file can be made in the folder `{shown}` ({said}); {mend}, or name a file elsewhere"
    );
    io::Error::new(error.kind(), problem)
}

/// The file behind symbolic links, whether or not it exists yet.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let mut at = path.to_owned();
    for _ in 0..LINKS_MAX {
        match std::fs::read_link(&at) {
            Ok(next) if next.is_absolute() => at = next,
            Ok(next) => at = at.parent().unwrap_or(Path::new("")).join(next),
            Err(_) => return Ok(at),
        }
    }
    Err(io::Error::other("too many levels of symbolic links"))
}

/// As many links in a row as Linux follows.
const LINKS_MAX: usize = 40;

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}

/// Elsewhere a folder cannot be opened as a file; the rename is as durable as the system makes it.
#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_replaces_the_whole_file_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        write(&path, "one").unwrap();
        write(&path, "two").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn where_nothing_can_be_written_the_message_says_what_the_system_said() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        let said = |path: &Path| write(path, "text").unwrap_err().to_string();
        let missing = said(&folder.path().join("missing/a.toml"));
        assert!(missing.starts_with("there is no folder `"), "{missing}");
        let inside = said(&file.join("a.toml"));
        assert!(inside.ends_with("file` is no folder; name a file elsewhere"));
        // Who runs the tests may be let in everywhere, so the system's own words are made here.
        let refused = |kind| no_way(Path::new("there"), &io::Error::new(kind, "as it said"));
        for kind in [io::ErrorKind::PermissionDenied, io::ErrorKind::TimedOut] {
            let refused = refused(kind);
            assert_eq!(refused.kind(), kind);
            let refused = refused.to_string();
            assert!(refused.contains("folder `there` cannot be"), "{refused}");
            assert!(refused.contains("(as it said)"), "{refused}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_the_system_said_of_a_temporary_file_is_said_without_its_name() {
        // A folder of the system in which nobody can make a file.
        let folder = Path::new("/proc/self");
        if !folder.is_dir() {
            return;
        }
        let said = write(&folder.join("a.toml"), "text").unwrap_err();
        let said = said.to_string();
        let start = "no file can be made in the folder `/proc/self` (";
        assert!(
            said.starts_with(start) && said.contains("os error"),
            "{said}"
        );
        assert!(!said.contains(".quorate-"), "{said}");
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        std::fs::write(&real, "old").unwrap();
        std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink("real", &link).unwrap();
        write(&link, "new").unwrap();
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(std::fs::read_to_string(&real).unwrap(), "new");
        assert_eq!(
            std::fs::metadata(&real).unwrap().permissions().mode() & 0o777,
            0o640
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_nowhere_yet_makes_the_file_it_names() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("later", &link).unwrap();
        write(&link, "text").unwrap();
        assert_eq!(
            std::fs::read_to_string(folder.path().join("later")).unwrap(),
            "text"
        );
    }
}
