FROM ubuntu
MAINTAINER Ann <ann@example.com>
RUN apt-get update
RUN apt-get install -y apache2
ADD index.html /var/www/html/
EXPOSE 80
CMD ["echo", "not this one"]
CMD /usr/sbin/apachectl -D FOREGROUND
