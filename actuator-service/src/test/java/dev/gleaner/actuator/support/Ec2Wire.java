package dev.gleaner.actuator.support;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.utils.BinaryUtils;

/** The wire under the SDK's EC2 client: keeps what was sent, and says yes to all. */
public final class Ec2Wire implements SdkAsyncHttpClient {

    private final List<String> bodies = new ArrayList<>();

    /** A client on this wire. */
    public Ec2AsyncClient client() {
        return Ec2AsyncClient.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .httpClient(this)
                .build();
    }

    /** Bodies of all requests, oldest first. */
    public List<String> bodies() {
        return List.copyOf(bodies);
    }

    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        return SdkPublisher.adapt(request.requestContentPublisher())
                .subscribe(part -> body.writeBytes(BinaryUtils.copyBytesFrom(part)))
                .thenAccept(sent -> {
                    bodies.add(body.toString(StandardCharsets.UTF_8));
                    request.responseHandler()
                            .onHeaders(SdkHttpResponse.builder().statusCode(200).build());
                    request.responseHandler().onStream(AsyncRequestBody.fromString("<Response/>"));
                });
    }

    @Override
    public void close() {}
}
