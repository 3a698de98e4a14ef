import { Controller, Header } from '@nestjs/common';
import { OpenRoute } from '../http/route.js';
import { openApiDocument } from './openapi-document.js';
import { openApiPage } from './openapi-page.js';

@Controller()
export class OpenApiController {
  @OpenRoute('GET', '/api/openapi.json', 'the same for everybody')
  @Header('content-type', 'application/json; charset=utf-8')
  document(): string {
    return JSON.stringify(openApiDocument());
  }

  @OpenRoute('GET', '/api/docs', 'the same for everybody')
  @Header('content-type', 'text/html; charset=utf-8')
  page(): string {
    return openApiPage(openApiDocument());
  }
}
