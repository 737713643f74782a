package dev.gleaner.local.ready;

import java.util.Optional;

/** Something that has to hold before a run counts as up. */
public interface Condition {

    /** What is still missing, in words; empty when nothing is. Unknown is missing. */
    Optional<String> missing();

    /** Name of the program whose log tells more. */
    String culprit();
}
