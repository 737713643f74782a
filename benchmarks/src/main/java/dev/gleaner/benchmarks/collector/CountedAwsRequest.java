package dev.gleaner.benchmarks.collector;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call of AWS.
 *
 * @param api name of the operation; of the REST protocol the method and what is asked for
 * @param account in whose name it is made, by its credentials
 * @param region that it is signed for
 * @param form its fields, of the query protocol
 * @param json its body, of the JSON protocol
 */
record CountedAwsRequest(String api, String account, String region, Map<String, String> form, String json) {

    private static final int KEY = 0;
    private static final int REGION = 2;

    /** Of one as it came. */
    static CountedAwsRequest of(HttpExchange exchange, String ownAccount) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        Map<String, String> form = target == null ? form(body) : Map.of();
        String[] scope = scope(exchange.getRequestHeaders().getFirst("Authorization"));
        String account = scope[KEY].startsWith(CountingAwsServer.ROLE_KEY)
                ? scope[KEY].substring(CountingAwsServer.ROLE_KEY.length())
                : ownAccount;
        return new CountedAwsRequest(api(exchange, target, form), account, scope[REGION], form, body);
    }

    String field(String name) {
        return form.getOrDefault(name, "");
    }

    private static String api(HttpExchange exchange, @Nullable String target, Map<String, String> form) {
        if (target != null) {
            return target.substring(target.lastIndexOf('.') + 1);
        }
        String action = form.get("Action");
        if (action != null) {
            return action;
        }
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/metrics")) {
            return "dcgm";
        }
        return path.equals("/") ? "ListBuckets" : "ListObjectsV2";
    }

    /** What stands behind {@code Credential=}: key, day, region, service. */
    private static String[] scope(@Nullable String authorization) {
        if (authorization == null || !authorization.contains("Credential=")) {
            return new String[] {"", "", "", ""};
        }
        return authorization.replaceFirst(".*Credential=", "").split("[/,]", 5);
    }

    private static Map<String, String> form(String body) {
        Map<String, String> form = new HashMap<>();
        for (String field : body.split("&")) {
            String[] parts = field.split("=", 2);
            if (parts.length == 2) {
                form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return form;
    }
}
