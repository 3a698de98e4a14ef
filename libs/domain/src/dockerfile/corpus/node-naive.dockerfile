FROM node:latest
WORKDIR app
COPY . .
RUN npm install
RUN npm run build
ENV NODE_ENV production
ENV JWT_SECRET=change-me
EXPOSE 3000
CMD npm start
