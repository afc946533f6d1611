"""gzip without what would differ from build to build: a file name and a time in its header."""

import gzip


def open_for_writing(raw):
    """A file whose bytes go to `raw`, compressed."""
    return gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=9, mtime=0)


def compress(path):
    """Replaces a file by PATH.gz."""
    target = path.with_name(f"{path.name}.gz")
    with open(target, "wb") as raw, open_for_writing(raw) as packed:
        packed.write(path.read_bytes())
    path.unlink()
    target.chmod(0o644)
