package dev.gleaner.local.runtime.aws;

import java.util.Map;

/** Settings of the AWS SDK for the stand-in, which reads neither compressed requests nor trailing checksums. */
public final class StandInSdkSettings {

    public static final String ACCESS_KEY = "test";
    public static final String SECRET_KEY = "test";
    private static final String REGION = "us-east-1";

    private StandInSdkSettings() {}

    /** As environment variables of another process. */
    public static Map<String, String> environment() {
        return Map.of(
                "AWS_ACCESS_KEY_ID",
                ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY",
                SECRET_KEY,
                "AWS_REGION",
                REGION,
                "AWS_EC2_METADATA_DISABLED",
                "true",
                "AWS_DISABLE_REQUEST_COMPRESSION",
                "true",
                "AWS_REQUEST_CHECKSUM_CALCULATION",
                "WHEN_REQUIRED");
    }

    /** As system properties of this process. */
    public static Map<String, String> systemProperties() {
        return Map.of(
                "aws.accessKeyId",
                ACCESS_KEY,
                "aws.secretAccessKey",
                SECRET_KEY,
                "aws.region",
                REGION,
                "aws.disableRequestCompression",
                "true",
                "aws.requestChecksumCalculation",
                "WHEN_REQUIRED",
                "aws.responseChecksumValidation",
                "WHEN_REQUIRED");
    }
}
