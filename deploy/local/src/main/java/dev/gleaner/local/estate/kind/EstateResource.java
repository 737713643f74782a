package dev.gleaner.local.estate.kind;

import java.util.Map;

/** A resource of an estate. */
public interface EstateResource {

    /** The logical name, or the name in AWS where there is one; unique in the estate. */
    String name();

    /** Twelve digits. */
    String account();

    String region();

    Map<String, String> tags();
}
