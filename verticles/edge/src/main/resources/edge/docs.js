// A file of its own, because the page's policy forbids inline scripts.
SwaggerUIBundle({
  url: "/openapi.yaml",
  dom_id: "#explorer",
  deepLinking: true,
  displayRequestDuration: true,
  showExtensions: true,
  tryItOutEnabled: true,
  // The default sends the contract to a server of the vendor's.
  validatorUrl: null,
});
