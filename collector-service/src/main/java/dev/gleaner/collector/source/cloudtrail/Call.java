package dev.gleaner.collector.source.cloudtrail;

/** A call of AWS: names alone are used by several services. */
record Call(String source, String name) {

    private static final String DOMAIN = ".amazonaws.com";

    static final String STORAGE = "s3" + DOMAIN;

    /** A call of EC2. */
    static Call ec2(String name) {
        return new Call("ec2" + DOMAIN, name);
    }

    /** A call of S3. */
    static Call s3(String name) {
        return new Call(STORAGE, name);
    }
}
