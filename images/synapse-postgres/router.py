"""nginx in front of the workers, on the ports of the contract."""

from pathlib import Path

from contract import DATA
from workers import HOST, MAIN_PORT, Worker, port_of

CONFIGURATION = DATA / "nginx.conf"

# The path is matched, and passed on, as it was sent: the signatures of other servers cover it.
TEMPLATE = """
user root;
worker_processes 1;
pid /run/nginx.pid;
error_log /dev/stderr crit;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  map $request_uri $process {{
    default main;
{routes}
  }}
{upstreams}
  server {{
    listen 8008;
    listen 8448 ssl;
    ssl_certificate {data}/tls.crt;
    ssl_certificate_key {data}/tls.key;
    server_name _;
    # Whoever closes an idle connection does so while somebody else is about to use it: not here.
    keepalive_timeout 1h;
    keepalive_requests 1000000;
    client_max_body_size 100M;
    client_body_temp_path /tmp/nginx-body;
    proxy_temp_path /tmp/nginx-proxy;
    proxy_http_version 1.1;
    proxy_buffering off;
    proxy_request_buffering off;
    proxy_read_timeout 1h;
    proxy_next_upstream off;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    location / {{ proxy_pass http://$process; }}
  }}
}}
"""


def write(workers: list[Worker]) -> Path:
    routes = [
        f'    "~{with_query(route)}" {worker.name};' for worker in workers for route in worker.routes
    ]
    ports = {"main": MAIN_PORT} | {worker.name: port_of(worker) for worker in workers}
    upstreams = [f"  upstream {name} {{ server {HOST}:{port}; }}" for name, port in ports.items()]
    text = TEMPLATE.format(routes="\n".join(routes), upstreams="\n".join(upstreams), data=DATA)
    CONFIGURATION.write_text(text)
    return CONFIGURATION


def with_query(route: str) -> str:
    """The end of a path is where the query begins, if there is one."""
    return route.replace("$", r"(\?|$)")
