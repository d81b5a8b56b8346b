// Shows the board again once its store has opened again; the page is not renewed under those who
// read it. In words that the oldest engine of a TV knows.
setInterval(function () {
  var request = new XMLHttpRequest();
  request.onload = function () {
    if (request.status === 200) location.reload();
  };
  request.open("GET", location.href);
  request.send();
}, 30000);
