package dev.gleaner.actuator.aws;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.utils.BinaryUtils;

/**
 * The wire under the SDK, with a bucket at its other end that keeps its lifecycle document as the bytes that came, and
 * gives the same bytes back: no stand-in does.
 */
public final class DocumentWire implements SdkAsyncHttpClient {

    private static final String MINIMUM_SIZE = "x-amz-transition-default-minimum-object-size";
    private static final String NONE = "<Error><Code>NoSuchLifecycleConfiguration</Code></Error>";

    private final List<String> methods = new ArrayList<>();

    private @Nullable String document;
    private @Nullable String minimumSize;

    /** What somebody else put; absent for a bucket that was never given one. */
    public void hold(@Nullable String held, @Nullable String size) {
        document = held;
        minimumSize = size;
        methods.clear();
    }

    @Nullable
    public String document() {
        return document;
    }

    @Nullable
    public String minimumSize() {
        return minimumSize;
    }

    /** Methods of the requests since the document was held. */
    public List<String> methods() {
        return List.copyOf(methods);
    }

    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        return SdkPublisher.adapt(request.requestContentPublisher())
                .subscribe(part -> body.writeBytes(BinaryUtils.copyBytesFrom(part)))
                .thenAccept(sent -> take(request, body.toString(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {}

    private void take(AsyncExecuteRequest execution, String body) {
        SdkHttpRequest request = execution.request();
        methods.add(request.method().name());
        switch (request.method()) {
            case PUT -> {
                document = body;
                minimumSize = request.firstMatchingHeader(MINIMUM_SIZE).orElse(null);
                answer(execution, 200, "");
            }
            case DELETE -> {
                document = null;
                minimumSize = null;
                answer(execution, 204, "");
            }
            default -> answer(execution, document == null ? 404 : 200, document == null ? NONE : document);
        }
    }

    private void answer(AsyncExecuteRequest execution, int status, String body) {
        SdkHttpResponse.Builder response = SdkHttpResponse.builder().statusCode(status);
        if (minimumSize != null) {
            response.putHeader(MINIMUM_SIZE, minimumSize);
        }
        execution.responseHandler().onHeaders(response.build());
        execution.responseHandler().onStream(AsyncRequestBody.fromString(body));
    }
}
