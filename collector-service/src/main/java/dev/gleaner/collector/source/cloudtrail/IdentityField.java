package dev.gleaner.collector.source.cloudtrail;

/** What is read of who called; neither keys nor names of sessions. */
enum IdentityField implements Named {
    TYPE("type"),
    ARN("arn"),
    ACCOUNT("accountId"),
    INVOKED_BY("invokedBy"),
    SESSION("sessionContext"),
    /** Of the session. */
    ISSUER("sessionIssuer");

    static final Names NAMES = new Names(values());

    private final String json;

    IdentityField(String json) {
        this.json = json;
    }

    @Override
    public String json() {
        return json;
    }
}
