import Yasgui from "@zazuko/yasgui";
import "@zazuko/yasgui/build/yasgui.min.css";

const place = document.getElementById("editor");
if (place) {
  new Yasgui(place, { requestConfig: { endpoint: place.dataset["endpoint"] ?? "/sparql" } });
}
