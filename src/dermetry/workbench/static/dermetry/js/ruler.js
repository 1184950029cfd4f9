// The ruler's page: the outline editor opens with its ruler in hand.
import { mount } from "../outline-editor/outline-editor.js";

document.querySelectorAll("[data-ruler-only]").forEach((element) => mount(element).setTool("ruler"));
