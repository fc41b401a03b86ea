"""Make .venv from requirements.lock, and pack a bundle that makes it without a network.

`python install.py` is what `make` calls, on any system. Wheels in the folder `wheels` are installed from there, and no
network is asked. `python install.py --bundle` packs the project with the wheels for this system and version of Python.
This file runs in any Python, so that one which is too old is told so: without pathlib, f-strings and packages.
"""

import os
import platform
import shutil
import subprocess
import sys

UV = "uv==0.13.9"
HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
WHEELS = os.path.join(HERE, "wheels")
RUN = os.path.join(VENV, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))
LOCK = os.path.join(HERE, "requirements.lock")
LEFT_OUT = ("build", "dist", "wheels", "__pycache__", "*.egg-info", ".*")  # of the project, in a bundle


class Refusal(Exception):
    """A sentence that says why nothing was installed or packed, and what to do."""


def check_python(version=sys.version_info):
    """Refuse a version of Python that is too old."""
    if version < (3, 11):
        said = ".".join(str(part) for part in version[:3])
        another = "py -3.12 install.py" if os.name == "nt" else "make PYTHON=python3.12, or python3.12 install.py"
        raise Refusal("themeshift needs Python 3.11 or later; this is " + said + ". Name another: " + another)


def name_platform():
    """Return the version of Python and the system for which wheels are, as in ``cp311-linux-x86_64``."""
    python = "cp" + "".join(str(part) for part in sys.version_info[:2])
    return python + "-" + sys.platform + "-" + platform.machine()


def read_platform():
    """Return the name of the platform that the wheels beside the project are for, or None without wheels."""
    if not os.path.isdir(WHEELS):
        return None
    path = os.path.join(WHEELS, "platform.txt")
    if not os.path.isfile(path):
        raise Refusal(path + " is missing, so nobody knows for which system the wheels are: unpack the bundle again")
    with open(path) as file:
        return file.read().strip()


def check_wheels():
    """Refuse wheels of another system or another version of Python than this."""
    theirs, ours = read_platform(), name_platform()
    if theirs not in (None, ours):
        raise Refusal(
            "The wheels here are for " + theirs + ", and this is " + ours + ": run install.py with that Python, "
            "take the bundle of this system, or remove the folder wheels and install with a network"
        )


def call(*command):
    """Run a command, or refuse with its name."""
    code = subprocess.call(command, cwd=HERE)
    if code:
        raise Refusal("Nothing was finished: this failed with code " + str(code) + ": " + " ".join(command))


def runs_still():
    """Whether there is an environment whose Python runs and has pip: after an update of the system it may not."""
    try:
        return subprocess.call([RUN, "-c", "import pip"], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def install():
    """Make .venv: the packages of the lock, and the library by a relative line, so that the folder can be moved."""
    check_python()
    check_wheels()
    offline = ["--no-index", "--find-links", WHEELS] if os.path.isdir(WHEELS) else []
    print("Making .venv from requirements.lock" + (", without a network" if offline else " (once; about a minute)"))
    sys.stdout.flush()
    if not os.path.exists(RUN):  # or its Python has gone, after an update of the system
        shutil.rmtree(VENV, ignore_errors=True)
    call(sys.executable, "-m", "venv", *([VENV] if runs_still() else ["--clear", VENV]))
    call(RUN, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV, *offline)
    quick = ["--quiet", "--python", RUN, "--require-hashes", "--compile-bytecode"]
    call(RUN, "-m", "uv", "pip", "install", "-r", LOCK, *(quick + offline))
    site = subprocess.check_output([RUN, "-c", "import sysconfig; print(sysconfig.get_path('purelib'), end='')"])
    site = site.decode(sys.getfilesystemencoding())
    with open(os.path.join(site, "themeshift.pth"), "w") as file:
        file.write(os.path.relpath(os.path.join(HERE, "lib"), os.path.realpath(site)).replace(os.sep, "/") + "\n")
    with open(os.path.join(VENV, "ready"), "w"):
        pass
    print("Done. JupyterLab: " + os.path.relpath(RUN, HERE) + " -m jupyterlab")


def bundle():
    """Pack the project with its wheels as build/themeshift-<version and system>.zip, whole or not at all."""
    check_python()
    check_wheels()
    made = os.path.join(HERE, "build", "bundle")
    target = os.path.join(HERE, "build", "themeshift-" + name_platform())
    shutil.rmtree(made, ignore_errors=True)
    try:
        os.replace(pack(made, target + ".part"), target + ".zip")
    finally:  # on a full disk it would keep half a gigabyte
        shutil.rmtree(made, ignore_errors=True)
        if os.path.exists(target + ".part.zip"):
            os.remove(target + ".part.zip")
    print(os.path.relpath(target, HERE) + ".zip")


def pack(made, target):
    """Pack the project with its wheels, brought together in a folder; return the name of the file."""
    project = os.path.join(made, "themeshift")
    shutil.copytree(HERE, project, ignore=shutil.ignore_patterns(*LEFT_OUT))
    wheels = os.path.join(project, "wheels")
    fetch = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"]
    for what in (["--require-hashes", "-r", LOCK], [UV]):
        call(*(fetch + ["-d", wheels] + what))
    with open(os.path.join(wheels, "platform.txt"), "w") as file:
        file.write(name_platform() + "\n")
    return shutil.make_archive(target, "zip", made, "themeshift")


if __name__ == "__main__":
    try:
        bundle() if sys.argv[1:] == ["--bundle"] else install()
    except Refusal as refusal:
        sys.exit(str(refusal))
    except OSError as error:
        sys.exit("Nothing was finished: " + str(error) + "; make room, or work in a copy that you may change")
