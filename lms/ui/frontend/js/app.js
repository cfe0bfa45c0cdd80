// What every page gains when there is a script; without it each page works by itself.
import { setUpAppearance } from "./parts/appearance.js";
import { setUpForgetting } from "./parts/field.js";
import { setUpFiles } from "./parts/files.js";
import { setUpForms } from "./parts/forms.js";
import { setUpMenus } from "./parts/menus.js";
import { setUpPicking } from "./parts/picking.js";
import { setUpSuggest } from "./parts/suggest.js";
import { setUpTimes } from "./parts/times.js";
import { setUpConnection } from "./parts/connection.js";
import { setUpZoom } from "./parts/zoom.js";
import { setUpColours } from "./parts/colours.js";

for (const setUp of [setUpAppearance, setUpColours, setUpZoom, setUpFiles, setUpForms, setUpMenus, setUpPicking, setUpSuggest, setUpTimes, setUpConnection, setUpForgetting]) setUp(document);
