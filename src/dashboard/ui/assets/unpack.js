// Payloads of `dashboard.ui.packing`: a tag, then what is packed.
const tagOf = (data) => data.slice(0, TAG_LENGTH).join();
function unpacked(data) {
  const plain = new Blob([data.slice(TAG_LENGTH)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(plain);
}

