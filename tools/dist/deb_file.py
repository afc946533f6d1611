"""Writes a folder as a Debian package, with Debian's own tools."""

import hashlib
import os
import pathlib
import subprocess
import sys

import gzip_file
import layout
import tar_file

# Where Debian's rules want what the .tar.gz has as plain files.
_DOCUMENTS = "usr/share/doc/ringback"
_CONFFILES = {"ringbackd.default": "etc/default/ringbackd"}
_SCRIPTS = ("postinst", "prerm", "postrm")


def needed_packages(programs, scratch):
    """What the programs need, as the Depends line of a package: "libc6 (>= 2.34), libgrpc++1.51 (>= 1.51.1)"."""
    (scratch / "debian").mkdir(parents=True)
    control = scratch / "debian/control"
    control.write_text("Source: ringback\n\nPackage: ringback\nArchitecture: amd64\n", encoding="utf-8")
    result = subprocess.run(
        ["dpkg-shlibdeps", "-O", *(f"-e{path}" for path in programs.values())],
        cwd=scratch,
        check=False,
        capture_output=True,
        text=True,
    )
    # Its warnings are about libraries that are named and not used; they would be shown at every build.
    if result.returncode != 0:
        sys.exit(result.stderr)
    return result.stdout.strip().removeprefix("shlibs:Depends=")


def _follow_debian(root, parts, templates):
    """Manual pages and changelogs are compressed, the licence is named and not copied, settings are in /etc.

    The README is about the .tar.gz.
    """
    for page in sorted((root / "usr/share/man").rglob("*.[1-9]")):
        gzip_file.compress(page)
    documents = root / _DOCUMENTS
    (documents / "LICENSE").unlink()
    (documents / "README.md").unlink()
    (documents / "copyright").write_text(templates["copyright"], encoding="utf-8")
    changelog = layout.fill_words(templates["changelog"], {"VERSION": parts["version"]})
    (documents / "changelog").write_text(changelog, encoding="utf-8")
    gzip_file.compress(documents / "changelog")
    gzip_file.compress(documents / "CHANGELOG.md")
    for name, target in _CONFFILES.items():
        path = root / target
        path.parent.mkdir(parents=True)
        path.write_text(templates[name], encoding="utf-8")


def _files(root):
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink() and "DEBIAN" not in path.relative_to(root).parts:
            yield path


def _write_control(root, parts, needed, templates):
    control = root / "DEBIAN"
    control.mkdir()
    size = sum((path.stat().st_size + 1023) // 1024 for path in _files(root))
    words = {"VERSION": parts["version"], "DEPENDS": needed, "SIZE": str(size)}
    for name in ("control", "shlibs", "triggers"):
        (control / name).write_text(layout.fill_words(templates[name], words), encoding="utf-8")
    for name in _SCRIPTS:
        (control / name).write_text(templates[name], encoding="utf-8")
    (control / "conffiles").write_text("".join(f"/{target}\n" for target in _CONFFILES.values()), encoding="utf-8")
    sums = [
        f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(root)}\n"
        for path in _files(root)
        if str(path.relative_to(root)) not in _CONFFILES.values()
    ]
    (control / "md5sums").write_text("".join(sums), encoding="utf-8")


def _settle(root):
    """The rights and times of a package, whatever those of the build are."""
    for path in [root, *root.rglob("*")]:
        if path.is_dir():
            path.chmod(0o755)
        elif not path.is_symlink():
            program = path.parent.name == "bin" or (path.parent.name == "DEBIAN" and path.name in _SCRIPTS)
            path.chmod(0o755 if program else 0o644)
        os.utime(path, (tar_file.TIME, tar_file.TIME), follow_symlinks=False)


def write(root, parts, needed, target):
    """Packs `root`, which has usr/ as layout.fill() left it."""
    templates = {
        pathlib.Path(path).name.removesuffix(".in"): pathlib.Path(path).read_text(encoding="utf-8")
        for path in parts["debian"]
    }
    _follow_debian(root, parts, templates)
    _write_control(root, parts, needed, templates)
    _settle(root)
    subprocess.run(
        ["dpkg-deb", "--build", "--root-owner-group", "-Zxz", "--threads-max=1", root, target],
        env={**os.environ, "SOURCE_DATE_EPOCH": str(tar_file.TIME)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
