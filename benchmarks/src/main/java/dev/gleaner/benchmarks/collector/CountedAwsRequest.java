package dev.gleaner.benchmarks.collector;

import dev.gleaner.systemtests.environment.AwsHttpRequest;
import java.util.Map;

/**
 * An AWS call of the collector.
 *
 * @param api name of the operation
 * @param account that its credentials belong to
 * @param http the request
 */
record CountedAwsRequest(String api, String account, AwsHttpRequest http) {

    static CountedAwsRequest of(AwsHttpRequest http, String ownAccount) {
        String account = http.accessKey().startsWith(CountingAwsServer.ROLE_KEY)
                ? http.accessKey().substring(CountingAwsServer.ROLE_KEY.length())
                : ownAccount;
        return new CountedAwsRequest(
                http.operation().isEmpty() ? restApi(http.path()) : http.operation(), account, http);
    }

    private static String restApi(String path) {
        if (path.equals("/metrics")) {
            return "dcgm";
        }
        if (path.equals("/inference-profiles")) {
            return "ListInferenceProfiles";
        }
        if (path.equals("/DescribeSavingsPlans")) {
            return "DescribeSavingsPlans";
        }
        return path.equals("/") ? "ListBuckets" : "ListObjectsV2";
    }

    String region() {
        return http.region();
    }

    /** A field of the query protocol; empty if it is missing. */
    String field(String name) {
        return http.field(name);
    }

    Map<String, String> form() {
        return http.form();
    }

    /** The body in the JSON protocol. */
    String json() {
        return http.body();
    }
}
