package dev.gleaner.collector.source.cloudtrail.record;

/** A member of a JSON object that somebody reads; the enums of one kind of object are such. */
interface JsonField {

    /** As in the JSON. */
    String json();

    /** Its place among those of its kind, from 0. */
    int ordinal();
}
