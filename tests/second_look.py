"""
A second look at tests that failed: ``pytest -p tests.second_look`` runs each once more, by itself, when all are done.

One that fails again has failed. One that passes lets the run pass, and is named as the last thing: it depends on what
ran beside it, or on chance, and is to be mended. More than ``MOST`` failures are no chance, and none is run again.
"""

import subprocess
import sys

import pytest

MOST = 10


def failed(reporter):
    """The ids of the tests that failed, in setup and teardown too; None if something else went wrong besides."""
    reports = [report for kind in ("failed", "error") for report in reporter.stats.get(kind, ())]
    if not all(isinstance(report, pytest.TestReport) for report in reports):
        return None  # a file that can't be read has no tests to look at
    return [*dict.fromkeys(report.nodeid for report in reports)]


@pytest.hookimpl(wrapper=True)
def pytest_cmdline_main(config):
    status = yield
    if status != pytest.ExitCode.TESTS_FAILED or hasattr(config, "workerinput"):
        return status
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    names = failed(reporter)
    if not names:
        return status
    if len(names) > MOST:
        reporter.write_line(f"{len(names)} tests failed, more than {MOST}: no second look at them.")
        return status
    reporter.section("A second look at what failed")
    command = [sys.executable, "-m", "pytest", "-n", "0", f"--rootdir={config.rootpath}", *names]
    again = subprocess.run(command, cwd=config.invocation_params.dir).returncode  # noqa: S603  itself
    if again != pytest.ExitCode.OK:
        return status
    reporter.write_line(f"{len(names)} of the tests passed only at the second look: {', '.join(names)}")
    return pytest.ExitCode.OK
