"""Rows near the edges, where floats lose digits: computed with 60 digits from the decimals as written, rounded once.

Run with Python 3 and mpmath: python3 edges.py > edges.json
"""
import json
from itertools import product

from mpmath import binomial, log, mp, mpf

mp.dps = 60
PERIODS = {"1h": 3600, "6h": 21600, "1d": 86400, "30d": 2592000, "365d": 31536000}


def number(text):
    return mpf(text)


def row(fields, results):
    name = "/".join(f"{key}={value}" for key, value in fields.items())
    plain = {key: json.loads(value) if key in NUMBERS else value for key, value in fields.items()}
    return {"name": name, **plain, "results": {key: float(value) for key, value in results.items()}}


NUMBERS = {
    "arrival_rate_per_s", "mean_service_s", "service_scv", "servers", "service_rate_per_s", "capacity_including_in_service",
    "max_p_wait", "p_attempt_fails", "max_retries_per_layer", "layers", "slo_percent", "burn_rate", "error_rate", "n", "r", "w",
}


def mg1(arrivals, service, scv):
    a, s, v = map(number, (arrivals, service, scv))
    wait = a * s * s * (1 + v) / (2 * (1 - a * s))
    fields = {"arrival_rate_per_s": arrivals, "mean_service_s": service, "service_scv": scv}
    return row(fields, {"utilisation": a * s, "mean_wait_s": wait, "mean_response_s": wait + s, "mean_queue_length": a * wait})


def erlang_b(servers, load):
    blocking = mpf(1)
    for k in range(1, servers + 1):
        blocking = load * blocking / (k + load * blocking)
    return blocking


def erlang_c(servers, load):
    blocking = erlang_b(servers, load)
    return blocking / (1 - load / servers * (1 - blocking))


def mmc(servers, arrivals, service):
    c, a, mu = int(servers), number(arrivals), number(service)
    load = a / mu
    waiting = erlang_c(c, load)
    wait = waiting / (c * mu - a)
    term, total = mpf(1), mpf(0)
    for k in range(c):
        total += term
        term *= load / (k + 1)
    total += term / (1 - load / c)
    fields = {"servers": servers, "arrival_rate_per_s": arrivals, "service_rate_per_s": service}
    return row(fields, {
        "p_idle_system": 1 / total, "erlang_b_blocking": erlang_b(c, load), "erlang_c_p_wait": waiting,
        "mean_queue_length": a * wait, "mean_wait_s": wait, "mean_response_s": wait + 1 / mu,
        "mean_wait_given_wait_s": 1 / (c * mu - a),
    })


def mmck(servers, places, arrivals, service):
    c, k_most, a, mu = int(servers), int(places), number(arrivals), number(service)
    load, term, total, queue, served = a / mu, mpf(1), mpf(1), mpf(0), mpf(0)
    for k in range(1, k_most + 1):
        term *= load / min(k, c)
        total, queue, served = total + term, queue + term * (k - min(k, c)), served + term * min(k, c)
    through = mu * served / total
    fields = {
        "servers": servers, "capacity_including_in_service": places, "arrival_rate_per_s": arrivals, "service_rate_per_s": service,
    }
    return row(fields, {
        "p_blocked": term / total, "throughput_per_s": through, "mean_queue_length": queue / total,
        "mean_in_system": (queue + served) / total, "mean_wait_of_accepted_s": queue / total / through,
        "mean_response_of_accepted_s": (queue + served) / total / through,
    })


def sizing(arrivals, service, most):
    a, mu = number(arrivals), number(service)
    servers, blocking = 0, mpf(1)
    while True:
        servers += 1
        blocking = a / mu * blocking / (servers + a / mu * blocking)
        if servers * mu > a:
            waiting = blocking / (1 - a / mu / servers * (1 - blocking))
            if waiting <= number(most):
                break
    fields = {"arrival_rate_per_s": arrivals, "service_rate_per_s": service, "max_p_wait": most}
    return row(fields, {"servers": servers, "erlang_c_p_wait": waiting, "mean_wait_s": waiting / (servers * mu - a)})


def retry(fails, retries):
    p, r = number(fails), int(retries)
    fields = {"p_attempt_fails": fails, "max_retries_per_layer": retries, "layers": "1"}
    return row(fields, {"expected_attempts_one_layer": (1 - p ** (r + 1)) / (1 - p), "p_request_fails_one_layer": p ** (r + 1)})


def budget(slo, period):
    fraction = 1 - number(slo) / 100
    return row({"slo_percent": slo, "period": period}, {
        "error_budget_fraction": fraction, "budget_seconds": fraction * PERIODS[period],
        "budget_minutes": fraction * PERIODS[period] / 60,
    })


def exhaustion(slo, burn):
    hours = PERIODS["30d"] / number(burn) / 3600
    return row({"slo_percent": slo, "period": "30d", "burn_rate": burn}, {
        "error_rate": number(burn) * (1 - number(slo) / 100), "hours_to_exhaustion": hours, "minutes_to_exhaustion": hours * 60,
    })


def detection(slo, errors, burn):
    budget_share = 1 - number(slo) / 100
    minutes = budget_share * number(burn) / number(errors) * 60
    return row({"slo_percent": slo, "period": "30d", "window": "1h", "error_rate": errors, "burn_rate": burn}, {
        "minutes_until_the_window_crosses": minutes,
        "budget_consumed_fraction_when_it_fires": minutes * 60 * number(errors) / (budget_share * PERIODS["30d"]),
    })


def independent(n, size, up):
    p, count, k = number(up), int(n), int(size)
    alive = sum(binomial(count, i) * p ** i * (1 - p) ** (count - i) for i in range(k, count + 1))
    dead = sum(binomial(count, i) * p ** i * (1 - p) ** (count - i) for i in range(k))
    one = {
        "availability": float(alive), "unavailability": float(dead), "nines": float(-log(dead) / log(10)),
        "downtime_minutes_per_365d": float(dead * 525600),
    }
    fields = {"kind": "independent", "n": n, "r": size, "w": size, "node_availability": up}
    found = row(fields, {})
    found["results"] = {"read": one, "write": one}
    return found


file = {
    "title": "Rows near the edges",
    "method": "edges.py: mpmath with 60 digits, from the decimals of the rows, rounded once to doubles",
    "mg1": [mg1(*case) for case in [
        ("9.999999", "0.1", "1"), ("0.9999999", "1", "0"), ("99.99999", "0.01", "4"), ("3.3333332", "0.3", "2.5"),
        ("0.999999999999", "1", "1"), ("1428.5714", "0.0007", "0.3"), ("1e-12", "0.7", "9"),
    ]],
    "mmc": [mmc(*case) for case in [
        ("1", "9.999999", "10"), ("3", "3.2999999", "1.1"), ("10", "0.999999999", "0.1"), ("7", "0.0007", "0.3"),
        ("1000", "699.9999993", "0.7"), ("1000", "450", "0.5"), ("100000", "9999.9999", "0.1"), ("100000", "99900", "1"),
        ("100000", "110000", "1.1000001"),
    ]],
    "mmck": [mmck(*case) for case in [
        ("1", "10", "0.9999999", "1"), ("4", "20", "0.39999999", "0.1"), ("1", "100000", "1.00001", "1"),
        ("1", "100000", "9.999999", "10"), ("100", "100000", "70.0000001", "0.7"), ("50000", "60000", "5000.1", "0.1"),
        ("3", "9", "1e-9", "0.3"), ("3", "9", "1e9", "0.3"),
    ]],
    "sizing": [sizing(*case) for case in [
        ("9999.9", "0.1", "0.2"), ("0.1", "3", "1e-12"), ("3.3", "1.1", "0.9999999"), ("49999.99", "1", "0.001"),
    ]],
    "retry": [retry(*case) for case in product(
        ("1e-9", "0.3", "0.9999", "0.9999999", "0.9999999999"), ("1", "64", "65", "100000", "4000000"),
    )],
    "error_budget": [budget(*case) for case in product(("99.9999999", "99.99999999999", "0.0000001", "50", "0.1"), ("1h", "365d"))],
    "burn_rate_exhaustion": [exhaustion(*case) for case in product(("99.9999999", "0.0000001", "99.7"), ("1e-9", "0.1", "14.4"))],
    "detection": [detection(*case) for case in [
        ("99.9999999", "1e-7", "14.4"), ("99.99999", "1", "1e-6"), ("99.3", "0.9999999", "14.4"),
    ]],
    "availability": [independent(*case) for case in product(
        ("3", "5"), ("1", "3"), ("0.999999999999", "0.9995", "0.3", "0.0000000001"),
    )],
}
heads = {key: value for key, value in file.items() if isinstance(value, str)}
arrays = {key: value for key, value in file.items() if isinstance(value, list)}
lines = [f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in heads.items()]
lines += [f'  "{key}": [\n    ' + ",\n    ".join(map(json.dumps, rows)) + "\n  ]" for key, rows in arrays.items()]
print("{\n" + ",\n".join(lines) + "\n}")
