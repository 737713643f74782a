package dev.gleaner.local.estate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A way out of a VPC to a service.
 *
 * @param name by which reads go through it; absent where none does
 * @param service {@code s3}, {@code dynamodb}, ...
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record VpcEndpoint(@Nullable String name, String service, EndpointType type, Map<String, String> tags) {

    /** Service unless the file says otherwise. */
    public static final String S3 = "s3";

    public VpcEndpoint {
        service = service == null ? S3 : service;
        type = type == null ? EndpointType.GATEWAY : type;
        tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** A gateway to S3 of that name. */
    public static VpcEndpoint s3(String name) {
        return new VpcEndpoint(name, S3, EndpointType.GATEWAY, Map.of());
    }
}
