# syntax=docker/dockerfile:1
FROM debian:bookworm-slim
RUN <<EOF
apt-get update
apt-get install -y --no-install-recommends nginx
rm -rf /var/lib/apt/lists/*
EOF
COPY <<-"CONF" <<INDEX /srv/
	server { listen 80; root $document_root; }
	CONF
<h1>FROM here</h1>
INDEX
USER www-data
CMD ["nginx", "-g", "daemon off;"]
