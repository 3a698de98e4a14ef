RUN echo too early
FORM alpine:3.20
FROM alpine:3.20 AS base
COPY one
COPY --form=base a b
COPY --from=bsae a b
EXPOSE http
ENV A=b c
SHELL /bin/bash
ONBUILD FROM alpine
FROM alpine:3.20 AS BASE
RUN apk add curl \

    git
RUN cat <<EOF
never closed
