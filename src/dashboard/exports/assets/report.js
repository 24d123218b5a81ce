(() => {
  'use strict';
  const PAPER = 916;
  const read = id => JSON.parse(document.getElementById(id).textContent);
  const charts = [...document.querySelectorAll('.chart')];
  const config = { displayModeBar: false, scrollZoom: false, doubleClick: 'reset', showTips: false, responsive: true };
  document.documentElement.classList.add('scripted');
  for (const box of charts) {
    const figure = read('figure-' + box.dataset.figure);
    Plotly.newPlot(box, figure.data, figure.layout, config);
  }

  // An image has the title, the source and the link in the drawing itself.
  const image = async button => {
    const name = button.dataset.figure, kind = button.dataset.image;
    const figure = read('figure-' + name), still = read('still-' + name);
    const layout = { ...figure.layout, ...still.layout };
    layout.annotations = [...(figure.layout.annotations || []), ...still.annotations];
    const address = await Plotly.toImage({ data: figure.data, layout }, {
      format: kind, width: layout.width, height: layout.height, scale: kind === 'png' ? 2 : 1,
    });
    const link = document.createElement('a');
    link.href = address;
    link.download = document.body.dataset.file + '_' + name + '.' + kind;
    link.click();
  };
  document.addEventListener('click', event => {
    const button = event.target.closest('button[data-image]');
    if (!button) return;
    button.disabled = true;
    image(button).finally(() => { button.disabled = false; });
  });

  // On paper every table is open and every chart as wide as the paper; afterwards all is as it was.
  let opened = [];
  const toPaper = () => {
    opened = [...document.querySelectorAll('details:not([open])')];
    opened.forEach(fold => { fold.open = true; });
    document.documentElement.classList.add('paper');
    charts.forEach(box => Plotly.relayout(box, { width: PAPER }));
  };
  const toScreen = () => {
    opened.forEach(fold => { fold.open = false; });
    document.documentElement.classList.remove('paper');
    charts.forEach(box => Plotly.relayout(box, { width: null, autosize: true }));
  };
  addEventListener('beforeprint', toPaper);
  addEventListener('afterprint', toScreen);
})();
