package dev.gleaner.systemtests.environment;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request of the AWS SDK, as the fake servers of the tests receive it.
 *
 * @param operation its name, in the query and the JSON protocol; empty in the REST protocol
 * @param path of the URL
 * @param accessKey by which it is signed; empty without a signature
 * @param region that it is signed for; empty without a signature
 * @param form fields of the query protocol; empty in other protocols
 * @param body as it was sent
 */
public record AwsHttpRequest(
        String operation, String path, String accessKey, String region, Map<String, String> form, String body) {

    private static final int ACCESS_KEY = 0;
    private static final int REGION = 2;

    public static AwsHttpRequest read(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        Map<String, String> form = target == null ? form(body) : Map.of();
        String[] scope = credentialScope(exchange.getRequestHeaders().getFirst("Authorization"));
        return new AwsHttpRequest(
                target == null ? form.getOrDefault("Action", "") : target.substring(target.lastIndexOf('.') + 1),
                exchange.getRequestURI().getPath(),
                scope[ACCESS_KEY],
                scope[REGION],
                form,
                body);
    }

    /** A field of the query protocol; empty if it is missing. */
    public String field(String name) {
        return form.getOrDefault(name, "");
    }

    private static Map<String, String> form(String body) {
        Map<String, String> form = new LinkedHashMap<>();
        for (String field : body.split("&")) {
            String[] parts = field.split("=", 2);
            if (parts.length == 2) {
                form.put(decode(parts[0]), decode(parts[1]));
            }
        }
        return form;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The parts of {@code Credential=} in the Authorization header: access key, day, region, service. */
    private static String[] credentialScope(@Nullable String authorization) {
        if (authorization == null || !authorization.contains("Credential=")) {
            return new String[] {"", "", "", ""};
        }
        return authorization.replaceFirst(".*Credential=", "").split("[/,]", 5);
    }
}
