"""What the Complement image contract asks of every start: a configuration, a certificate, a signing key."""

import os
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import NoReturn

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HERE = Path("/opt/torture")
DATA = Path("/data")
CONTRACT = Path("/complement")
SIGNING_KEY = DATA / "signing.key"
TLS_FILES = TLS_KEY, TLS_CERTIFICATE = DATA / "tls.key", DATA / "tls.crt"
# Wide enough for peers whose clocks are wrong on purpose.
VALID = (datetime(2020, 1, 1, tzinfo=timezone.utc), datetime(2060, 1, 1, tzinfo=timezone.utc))
EXIT_USAGE = 64


def stop(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    sys.exit(EXIT_USAGE)


def load(path: Path) -> dict:
    try:
        content = yaml.load(path.read_text(), Loader=yaml.CSafeLoader) or {}
    except yaml.YAMLError as error:
        stop(f"{path} is not YAML: {error}")
    if not isinstance(content, dict):
        stop(f"{path} is not a mapping of Synapse's options.")
    return content


def merge(base: dict, extra: dict) -> dict:
    """Later wins; mappings merge key by key, anything else is replaced whole."""
    merged = dict(base)
    for key, value in extra.items():
        old = merged.get(key)
        merged[key] = merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def profile() -> Path:
    name = os.environ.get("TORTURE_PROFILE", "fast")
    choices = {path.stem: path for path in (HERE / "profiles").glob("*.yaml")}
    if name not in choices:
        stop(f"TORTURE_PROFILE={name} is unknown: choose one of {', '.join(sorted(choices))}.")
    return choices[name]


def configuration(server_name: str) -> dict:
    config = merge(load(HERE / "homeserver.yaml"), load(profile()))
    config["server_name"] = server_name
    config["app_service_config_files"] = sorted(map(str, (CONTRACT / "appservice").glob("*.yaml")))
    for fragment in sorted((CONTRACT / "homeserver.d").glob("*.yaml")):
        config = merge(config, load(fragment))
    return config


def sign_certificate(server_name: str) -> None:
    """A new key and certificate for this start, signed by the contract's CA."""
    ca_cert_path, ca_key_path = CONTRACT / "ca/ca.crt", CONTRACT / "ca/ca.key"
    if not ca_cert_path.exists() or not ca_key_path.exists():
        stop(f"No CA: copy {ca_cert_path} and {ca_key_path} into the container before it starts.")
    ca = x509.load_pem_x509_certificate(ca_cert_path.read_bytes())
    # To check such a key takes longer than to use it.
    ca_key = serialization.load_pem_private_key(
        ca_key_path.read_bytes(), password=None, unsafe_skip_rsa_key_validation=True
    )
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, server_name)]))
        .issuer_name(ca.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(VALID[0])
        .not_valid_after(VALID[1])
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(server_name)]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    TLS_CERTIFICATE.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    TLS_KEY.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def make_signing_key() -> None:
    from signedjson.key import generate_signing_key, write_signing_keys

    if not SIGNING_KEY.exists():
        with open(SIGNING_KEY, "w") as file:
            write_signing_keys(file, [generate_signing_key("harness")])


def prepare() -> dict:
    """Puts in place what Synapse needs besides its database. Returns its configuration."""
    server_name = os.environ.get("SERVER_NAME") or stop("SERVER_NAME is not set: give the homeserver its name.")
    DATA.mkdir(exist_ok=True)
    config = configuration(server_name)
    sign_certificate(server_name)
    make_signing_key()
    return config


def write_configuration(name: str, config: dict) -> Path:
    path = DATA / f"{name}.yaml"
    path.write_text(yaml.dump(config, Dumper=yaml.CSafeDumper, sort_keys=False))
    return path
