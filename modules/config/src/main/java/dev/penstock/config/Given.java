package dev.penstock.config;

/** Something that may be given in a word, or in full. */
sealed interface Given {
    record InAWord(String word, Place place) implements Given {}

    record InFull(Section section) implements Given {}
}
