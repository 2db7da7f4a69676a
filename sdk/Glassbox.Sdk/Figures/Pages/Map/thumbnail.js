// A sample's picture, cut out of the sheet that holds all of them; enlarged to about a size in pixels.
function thumbnail(thumbnails, i, size) {
  const { sheet, width, height, across, down } = thumbnails;
  const zoom = size > Math.max(width, height) ? Math.floor(size / Math.max(width, height)) : size / Math.max(width, height);
  const div = document.createElement('div');
  div.className = 'thumbnail';
  div.style.cssText = `width:${width * zoom}px;height:${height * zoom}px;background-image:url(${sheet});` +
    `background-size:${across * width * zoom}px ${down * height * zoom}px;background-position:${-(i % across) * width * zoom}px ${-Math.floor(i / across) * height * zoom}px`;
  return div;
}
