"use strict";

const page = document.getElementById("page");

SwaggerUIBundle({
  domNode: page,
  url: new URL(page.dataset.spec, window.location.href).href,
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: "list",
  filter: true,
  validatorUrl: null,
});
