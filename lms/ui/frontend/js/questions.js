import "./player/boards.js"; // pages that ask questions outside of the player
