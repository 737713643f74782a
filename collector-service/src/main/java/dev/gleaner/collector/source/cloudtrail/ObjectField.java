package dev.gleaner.collector.source.cloudtrail;

/** What is read of the parameters of a call that moved an object. */
enum ObjectField implements Named {
    BUCKET("bucketName"),
    KEY("key");

    static final Names NAMES = new Names(values());

    private final String json;

    ObjectField(String json) {
        this.json = json;
    }

    @Override
    public String json() {
        return json;
    }
}
