package dev.gleaner.collector.source.cloudtrail.digest;

/**
 * A deviation from CloudTrail's digests.
 *
 * @param account of the trail, with its region; empty if unknown
 * @param what description for people
 */
record DigestFault(Kind kind, String account, String region, String what) {

    /** Kinds of faults; the metric uses their names in lower case. */
    enum Kind {
        GAP(
                "gap",
                "A digest was deleted, or the trail was stopped. Look up StopLogging, UpdateTrail, DeleteTrail and DeleteObject"
                        + " of that time; restore the digest from the bucket's versions or a copy"),
        DIGEST(
                "digest",
                "The digest is not what CloudTrail delivered: its log files are not read. Restore it from the bucket's"
                        + " versions or a copy, with its metadata"),
        KEY(
                "key",
                "Without the key nothing of this digest is read. Let the collector call cloudtrail:ListPublicKeys, or name a"
                        + " file of keys with collector.cloudtrail.digest-keys"),
        MISSING(
                "log-missing",
                "A log file that CloudTrail delivered is not there. Restore it from the bucket's versions or a copy"),
        CHANGED(
                "log-changed",
                "A log file is not what CloudTrail delivered: nothing of it is published; see its dead letter."
                        + " Restore the delivered one from the bucket's versions or a copy"),
        UNLISTED(
                "log-unlisted",
                "No digest lists these log files: they were added or changed by someone, their digest is missing, or they"
                        + " were delivered while the trail made none. They are not read. Remove what does not belong");

        private final String label;
        private final String remedy;

        Kind(String label, String remedy) {
            this.label = label;
            this.remedy = remedy;
        }

        /** Label in the metric. */
        String label() {
            return label;
        }

        /** What people should do. */
        String remedy() {
            return remedy;
        }
    }
}
