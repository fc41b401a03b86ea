"""Every way in: each begins with a bare environment and this project, and ends with a kernel that finds the corpus."""

import ast
import contextlib
import importlib.util
import json
import os
import shlex
import shutil
import socket
import struct
import subprocess
import sys
import tarfile
import time
import urllib.request
import zipfile

import pytest
import yaml

from themeshift import paths

PYTHON = os.environ.get("THEMESHIFT_PYTHON", sys._base_executable)  # another version may be tried
OURS = ("PYTHON", "VIRTUAL_ENV", "UV_PROJECT", "THEMESHIFT", "MAKE", "MPL", "JUPYTER", "IPYTHON")
SHOW = "import themeshift as ts; print(len(ts.load_corpus().documents), ts.ROOT, ts.CORPUS, sep='|')"


def make_environment():
    """Return the environment of somebody who has never seen the project; where packages come from stays."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return environment | {"PATH": os.pathsep.join([os.path.dirname(PYTHON), *os.defpath.split(os.pathsep)])}


def run(command, folder, **options):
    options = {"env": make_environment(), "capture_output": True, "text": True, "encoding": "utf-8"} | options
    return subprocess.run([str(part) for part in command], cwd=folder, **options)


def succeed(command, folder, **options):
    done = run(command, folder, **options)
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def need(what, is_here):
    """Skip aloud, or fail where all must be tried."""
    if not is_here:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{what} cannot be had here, so this way is not tried")


@pytest.fixture(scope="session")
def registry(tmp_path_factory):
    """Whether a small package can be had."""
    folder = tmp_path_factory.mktemp("registry")
    ask = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--no-cache-dir",
        "--retries=1",
        "iniconfig==2.3.1",
    ]
    need("The package registry", run(ask, folder, timeout=300).returncode == 0)


@pytest.fixture
def project(tmp_path):
    """A copy of the project as it is handed on, in a folder with a space and a letter outside ASCII."""
    folder = tmp_path / "Übung 1" / "themeshift"
    left_out = shutil.ignore_patterns(
        ".venv", ".git", "build", "wheels", "uv.lock", "__pycache__", "*.egg-info", ".*cache"
    )
    shutil.copytree(paths.ROOT, folder, ignore=left_out)
    return folder


def load_installer():
    spec = importlib.util.spec_from_file_location("install", paths.ROOT / "install.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# A Python that is too old. `make ways` has none to try; these ran by hand with 2.7, 3.6, 3.8, 3.9 and 3.10, too.
TOO_OLD = "themeshift needs Python 3.11 or later; this is "


@pytest.mark.parametrize("file", ["install.py", "setup.py", "lib/themeshift/__init__.py"])
def test_an_old_python_can_read_what_refuses_it(file):
    ast.parse((paths.ROOT / file).read_text(encoding="utf-8"), feature_version=(3, 7))


@pytest.mark.parametrize(
    "start",
    [
        "sys.argv = ['-m']; runpy.run_module('themeshift.execution', run_name='__main__')",
        "m.setup = m.build_py = None; runpy.run_path('setup.py')",
        "runpy.run_path('install.py', run_name='__main__')",
    ],
)
def test_python_3_9_is_refused_in_one_sentence(start):
    code = "import runpy, sys, types; m = types.ModuleType('setuptools'); sys.version_info = (3, 9, 18, 'final', 0); "
    code += "sys.modules |= {name: m for name in ('setuptools', 'setuptools.command', 'setuptools.command.build_py')}; "
    environment = make_environment() | {"PYTHONPATH": str(paths.LIBRARY.parent)}
    done = run([sys.executable, "-c", code + start], paths.ROOT, env=environment)
    (line,) = done.stderr.splitlines()
    assert done.returncode == 1 and line.startswith(TOO_OLD) and ("a newer one." in line or "Name another: " in line)


# A bundle.


def test_wheels_of_another_system_are_refused_by_both_names(tmp_path, monkeypatch):
    installer = load_installer()
    monkeypatch.setattr(installer, "WHEELS", str(tmp_path))
    with pytest.raises(installer.Refusal, match="platform.txt is missing.*unpack the bundle again"):
        installer.check_wheels()
    (tmp_path / "platform.txt").write_text("cp399-win32-AMD64\n")
    with pytest.raises(installer.Refusal, match=f"for cp399-win32-AMD64, and this is {installer.name_platform()}"):
        installer.check_wheels()
    (tmp_path / "platform.txt").write_text(installer.name_platform())
    installer.check_wheels()


def test_a_bundle_that_fails_leaves_nothing_half_packed(tmp_path, monkeypatch):
    installer = load_installer()
    (tmp_path / "README.md").touch()
    monkeypatch.setattr(installer, "HERE", str(tmp_path))
    monkeypatch.setattr(installer, "WHEELS", str(tmp_path / "wheels"))
    wheels = tmp_path / "build" / "bundle" / "themeshift" / "wheels"
    monkeypatch.setattr(installer, "call", lambda *_: wheels.mkdir(exist_ok=True))

    def fill_disk(name, *_):
        open(f"{name}.zip", "w").close()
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space left"):
        patch.setattr(shutil, "make_archive", fill_disk)
        installer.bundle()
    assert list((tmp_path / "build").iterdir()) == []
    installer.bundle()
    (packed,) = (tmp_path / "build").iterdir()
    with zipfile.ZipFile(packed) as file:
        assert {"themeshift/README.md", "themeshift/wheels/platform.txt"} <= set(file.namelist())


def test_what_the_system_refuses_is_said_in_a_sentence(tmp_path):
    shutil.copy(paths.ROOT / "install.py", tmp_path)
    (tmp_path / "build").touch()  # a file in the place of the folder
    done = run([sys.executable, "install.py", "--bundle"], tmp_path)
    (line,) = done.stderr.splitlines()
    assert line.startswith("Nothing was finished: ") and line.endswith("or work in a copy that you may change")


def test_a_command_that_fails_is_named(monkeypatch):
    installer = load_installer()
    with pytest.raises(installer.Refusal, match=r"failed with code 3: .* -c raise SystemExit\(3\)"):
        installer.call(sys.executable, "-c", "raise SystemExit(3)")


def test_an_environment_whose_python_is_gone_is_known(tmp_path, monkeypatch):
    installer = load_installer()
    for python, runs in ((sys.executable, True), (shutil.which("false") or "no", False), (tmp_path / "gone", False)):
        monkeypatch.setattr(installer, "RUN", str(python))
        assert installer.runs_still() == runs


# What takes seconds: a library without its packages, which are borrowed from this environment.


@pytest.fixture
def installed(tmp_path, project, registry):
    """A folder with the library as `pip install .` puts it there; its packages are those of this environment."""
    target = tmp_path / "site"
    for junk in ("build/lib/themeshift/gone.py", "corpus/.ipynb_checkpoints/events-checkpoint.csv"):
        (project / junk).parent.mkdir(parents=True)
        (project / junk).touch()
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", target, "."]
    succeed(install, project)
    shutil.rmtree(project)
    return target


@pytest.mark.check
def test_an_installed_library_brings_its_corpus_style_and_script(installed, tmp_path):
    """And a figure and what is kept go to `build` of the folder in which it is used."""
    (tmp_path / "mine").mkdir()
    code = """
import matplotlib; matplotlib.use("agg")
import matplotlib.pyplot as plt, themeshift as ts
from themeshift import cache, stability
assert len(ts.load_corpus().documents) == 66 and len(ts.load_lines()) and ts.load_themes() and ts.load_stopwords()
assert len(ts.load_coverage())
with plt.style.context(ts.PAPER_STYLE):
    figure = ts.Explorer() and plt.figure()
ts.save_figure(figure, "empty", ts.load_events())
assert cache.name_entry("", ["topics"])
print(ts.CORPUS, ts.FIGURES, stability.CACHE, sep="|")
"""
    environment = make_environment() | {"PYTHONPATH": str(installed)}
    said = succeed([sys.executable, "-c", code], tmp_path / "mine", env=environment).strip().splitlines()[-1]
    build = tmp_path / "mine" / "build"
    assert said == f"{installed / 'themeshift' / 'corpus'}|{build / 'figures'}|{build / 'topics'}"
    assert (build / "figures" / "empty.pdf").is_file()
    assert not any(installed.rglob("gone.py")) and not any(installed.rglob("*checkpoint*"))


@pytest.mark.check
def test_a_source_distribution_is_the_library_with_its_corpus_and_no_tests(project, tmp_path, registry):
    need("uv", importlib.util.find_spec("uv"))
    succeed([sys.executable, "-m", "uv", "build", "--python", sys.executable, "--out-dir", tmp_path / "dist"], project)
    (packed,), (wheel,) = (tmp_path / "dist").glob("*.tar.gz"), (tmp_path / "dist").glob("*.whl")
    with tarfile.open(packed) as file:
        top = {name.split("/")[1] for name in file.getnames() if "/" in name}
    assert {"corpus", "lib", "figures", "setup.py"} <= top and "tests" not in top
    with zipfile.ZipFile(wheel) as file:  # made from the source distribution
        names = set(file.namelist())
    texts = {f"themeshift/corpus/texts/{path.name}" for path in paths.TEXTS.iterdir()}
    assert texts | {"themeshift/paper.mplstyle", "themeshift/figures/simulation/coverage.csv"} <= names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"themeshift"}


@pytest.mark.check
def test_binder_makes_what_environment_yml_says(project, registry):
    render = ["uv", "tool", "run", "--from", "jupyter-repo2docker==2026.4.0", "jupyter-repo2docker"]
    need("uv", importlib.util.find_spec("uv"))
    done = run([sys.executable, "-m", *render, "--no-build", "--debug", "."], project)
    dockerfile = done.stdout + done.stderr
    assert done.returncode == 0 and 'env update -p ${NB_PYTHON_PREFIX} --file "environment.yml"' in dockerfile
    assert "py-2d3-2e11" in dockerfile  # the base of Python 3.11, its name quoted by repo2docker
    assert dockerfile.index("COPY --chown=0:0 src/") < dockerfile.index("env update")  # `-e .` finds the project


@pytest.mark.check
@pytest.mark.parametrize("version", ["3.11", "3.14"])
@pytest.mark.parametrize("system", ["x86_64-pc-windows-msvc", "aarch64-apple-darwin", "x86_64-apple-darwin"])
def test_every_package_of_the_lock_has_a_wheel_for_other_systems(system, version, tmp_path, registry):
    need("uv", importlib.util.find_spec("uv"))
    there = [f"--python-platform={system}", f"--python-version={version}", "--only-binary=:all:", "--require-hashes"]
    succeed(
        [sys.executable, "-m", "uv", "pip", "install", "--dry-run", f"--target={tmp_path}", *there]
        + ["-r", paths.ROOT / "requirements.lock"],
        tmp_path,
    )


# Whole installs: `make ways`.


def read_readme_commands(way):
    """Return the lines of a way in the README, those for Windows as they are on other systems."""
    block = (paths.ROOT / "README.md").read_text(encoding="utf-8").split(f"\nWith {way}, on")[1].split("```\n")[1]
    plain = block.replace(".venv\\Scripts\\python", ".venv/bin/python").replace("py -m", f"{shlex.quote(PYTHON)} -m")
    return [shlex.split(line) for line in plain.splitlines()]


def bring_up_loopback():
    """For the child in a network namespace: its own address, which a kernel needs, and no other."""
    import fcntl

    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh14x", b"lo", 0x1 | 0x40))  # SIOCSIFFLAGS: up, running


def check_notebook_and_lab(python, project, **options):
    """Run a notebook, start the kernel in any folder as an editor does, and see the whole project in JupyterLab."""
    succeed([python, "-m", "themeshift.execution", "02_count_the_words"], project, **options)
    for folder in (project, project / "notebooks", project / "notebooks" / "seminar"):
        assert succeed([python, "-c", SHOW], folder).strip() == f"66|{project}|{project / 'corpus'}"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    more = ["--no-browser", "--allow-root", f"--port={port}", "--ip=127.0.0.1", "--IdentityProvider.token="]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": make_environment()}
    server = subprocess.Popen([python, "-m", "jupyterlab", *more], cwd=project, **quiet)
    try:
        for _ in range(300):
            with contextlib.suppress(OSError):
                listed = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/api/contents", timeout=2))
                break
            time.sleep(0.2)
    finally:
        server.terminate()
        server.wait(60)
    assert {"README.md", "corpus", "notebooks", "lib"} <= {entry["name"] for entry in listed["content"]}


@pytest.mark.ways
@pytest.mark.parametrize("way", ["uv", "pip"])
def test_the_commands_of_the_readme_make_it_run(way, project, tmp_path, registry):
    succeed([PYTHON, "-m", "venv", "--without-pip", tmp_path / "other"], tmp_path)
    environment = make_environment() | {"VIRTUAL_ENV": str(tmp_path / "other")}  # in use, as conda's often is
    if way == "uv":
        need("uv", importlib.util.find_spec("uv"))
        (tmp_path / "bin").mkdir()
        shutil.copy(importlib.import_module("uv").find_uv_bin(), tmp_path / "bin" / "uv")
        environment["PATH"] = f"{tmp_path / 'bin'}{os.pathsep}{environment['PATH']}"
    *first, execute, lab = read_readme_commands(way)
    for command in first:
        succeed(command, project, env=environment)
    assert execute[-2:] == ["-m", "themeshift.execution"] and lab[-2:] == ["-m", "jupyterlab"]
    succeed([*execute, "07_bring_your_own_texts"], project, env=environment)
    check_notebook_and_lab(project / ".venv" / "bin" / "python", project)
    assert not (project / "uv.lock").exists()


@pytest.mark.ways
def test_the_pip_part_of_environment_yml_installs_as_conda_does_it(project, tmp_path, registry):
    (pip,) = [part["pip"] for part in yaml.safe_load((project / "environment.yml").read_text())["dependencies"][2:]]
    (project / "condaenv.requirements.txt").write_text("\n".join(pip))
    succeed([PYTHON, "-m", "venv", tmp_path / "conda"], tmp_path)
    python = tmp_path / "conda" / "bin" / "python"
    succeed([python, "-m", "pip", "install", "-U", "-r", "condaenv.requirements.txt", "--exists-action=b"], project)
    check_notebook_and_lab(python, project)


@pytest.mark.ways
def test_a_bundle_installs_and_runs_without_a_network(project, tmp_path, registry):
    need(
        "A network that can be switched off (unshare, as root)",
        run(["unshare", "-n", "true"], tmp_path).returncode == 0,
    )
    succeed([PYTHON, "install.py", "--bundle"], project)
    (packed,) = (project / "build").iterdir()
    with zipfile.ZipFile(packed) as file:
        file.extractall(tmp_path / "Klasse")
    shutil.rmtree(project)
    folder, off = tmp_path / "Klasse" / "themeshift", ["unshare", "-n"]
    environment = make_environment() | {"UV_NO_CACHE": "1", "PIP_NO_CACHE_DIR": "1"}
    nothing = {name: value for name, value in environment.items() if name not in ("PIP_FIND_LINKS", "PIP_CONFIG_FILE")}
    succeed([*off, PYTHON, "install.py"], folder, env=nothing | {"PIP_CONFIG_FILE": os.devnull})
    python = folder / ".venv" / "bin" / "python"
    code = "import test_ways, runpy, sys; test_ways.bring_up_loopback(); sys.argv = ['x', '02_count_the_words']; "
    code += "runpy.run_module('themeshift.execution', run_name='__main__')"
    succeed([*off, python, "-c", code], folder, env=nothing | {"PYTHONPATH": str(folder / "tests")})
    check_notebook_and_lab(python, folder)
