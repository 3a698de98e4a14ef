FROM alpine:3.20
RUN apk add --no-cache lighttpd && adduser -D web
COPY --chown=web site/ /srv/
USER web
EXPOSE 8080/tcp
STOPSIGNAL SIGINT
ENTRYPOINT ["lighttpd", "-D"]
CMD ["-f", "/etc/lighttpd.conf"]
