package dev.gleaner.collector.source.inventory.report;

/**
 * A file of a report, as its manifest names it.
 *
 * @param key of the object in the bucket to which S3 delivered it
 * @param md5 of its bytes, 32 hexadecimal digits
 */
record DataFile(String key, String md5) {}
