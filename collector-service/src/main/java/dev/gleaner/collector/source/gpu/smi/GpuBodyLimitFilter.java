package dev.gleaner.collector.source.gpu.smi;

import dev.gleaner.collector.source.gpu.GpuConfig;
import dev.gleaner.contracts.Json;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Explains the refusal of a {@code POST /gpu} whose Content-Length exceeds the server's limit; the server itself would
 * close the connection without a body.
 */
@ApplicationScoped
class GpuBodyLimitFilter {

    private static final String SERVER_KEY = "quarkus.http.limits.max-body-size";
    private static final int JUST_BEFORE_THE_SERVER = RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 1;
    private static final int PAYLOAD_TOO_LARGE = 413;
    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

    private final long serverLimit;
    private final long bodyLimit;

    GpuBodyLimitFilter(@ConfigProperty(name = SERVER_KEY) MemorySize serverLimit, GpuConfig config) {
        this.serverLimit = serverLimit.asLongValue();
        this.bodyLimit = config.bodyLimit().asLongValue();
    }

    void install(@Observes Router router) {
        router.route(HttpMethod.POST, "/gpu").order(JUST_BEFORE_THE_SERVER).handler(this::check);
    }

    private void check(RoutingContext context) {
        String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null || !LENGTH.matcher(length).matches() || Long.parseLong(length) <= serverLimit) {
            context.next();
            return;
        }
        String reason = "the body has more than " + serverLimit + " bytes, the limit of " + SERVER_KEY
                + "; unpacked it may have " + bodyLimit
                + ", the limit of collector.gpu.body-limit: cut it into several";
        context.addEndHandler(ended -> context.request().connection().close());
        context.response()
                .setStatusCode(PAYLOAD_TOO_LARGE)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CONNECTION, "close")
                .end(Json.text(Map.of("error", reason)));
    }
}
