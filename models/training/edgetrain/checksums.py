"""Checksums of a bundle."""
import hashlib


def write_checksums(folder):
    """SHA256SUMS over every file of the bundle, in the form that sha256sum -c reads.

    The failure pictures are for readers: packages leave them out.
    """
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "SHA256SUMS" and p.parent.name != "failures")
    lines = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(folder)}\n" for p in files]
    (folder / "SHA256SUMS").write_text("".join(lines))
