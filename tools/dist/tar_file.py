"""Writes a folder as a .tar.gz that depends on nothing but what is in it."""

import tarfile

import gzip_file

# Of every file: 1980-01-01, which any archive format can hold.
TIME = 315532800


def _reset(member):
    member.mtime = TIME
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
    if member.issym():
        member.mode = 0o777
    return member


def write(folder, target):
    """Packs what is in `folder`, sorted by name."""
    with open(target, "wb") as raw:
        with gzip_file.open_for_writing(raw) as packed:
            with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar:
                for top in sorted(folder.iterdir()):
                    tar.add(top, arcname=top.name, filter=_reset)
