package dev.penstock.config;

/** Where something stands: a file relative to the directory, a line from 1 or 0, and the path of its key. */
record Place(String file, int line, String path) {
    static Place wholeFile(String file) {
        return new Place(file, 0, "");
    }

    /** The place of a key inside the map that stands here. */
    Place key(String key, int atLine) {
        return new Place(file, atLine, path.isEmpty() ? key : path + "." + key);
    }

    /** The place of an item, from 0, of the list that stands here. */
    Place item(int index, int atLine) {
        return new Place(file, atLine, path + "[" + index + "]");
    }
}
