package dev.gleaner.service.aws;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsAsyncClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/**
 * Configures AWS clients: one HTTP client for all of them, credentials, region, endpoint override, adaptive retry and the
 * interceptors of the class path. What differs between services (timeouts, user agent, further interceptors) is added by
 * the caller.
 */
public final class AwsClientFactory implements AutoCloseable {

    /** Region in which STS is called; the credentials that it issues are valid in every region. */
    private static final Region STS_REGION = Region.US_EAST_1;

    /**
     * Time that a call may wait for a connection. All accounts share the connections to an endpoint, 50 by default, and a first round has
     * hundreds of calls at once: with the SDK's default of 10 seconds a slow machine failed whole sources. The timeout of a call ends the
     * wait of whoever can't wait that long.
     */
    private static final Duration CONNECTION_WAIT = Duration.ofMinutes(2);

    private final Optional<URI> endpoint;
    private final String sessionName;
    private final Consumer<StsClientBuilder> stsSettings;
    private final AwsCredentialsProvider ownCredentials;
    private final SdkAsyncHttpClient http = NettyNioAsyncHttpClient.builder()
            .connectionAcquisitionTimeout(CONNECTION_WAIT)
            .build();
    private final Map<Role, StsAssumeRoleCredentialsProvider> roles = new ConcurrentHashMap<>();
    private @Nullable StsClient sts;

    /**
     * @param endpoint of all services, such as a stand-in; absent for AWS itself
     * @param profile of the AWS configuration files; absent for the SDK's default credential chain
     * @param sessionName under which assumed roles appear in the other account's CloudTrail
     * @param stsSettings applied last to the client of STS, which is built at its first use
     */
    public AwsClientFactory(
            Optional<URI> endpoint,
            Optional<String> profile,
            String sessionName,
            Consumer<StsClientBuilder> stsSettings) {
        this.endpoint = endpoint;
        this.sessionName = sessionName;
        this.stsSettings = stsSettings;
        this.ownCredentials = profile.<AwsCredentialsProvider>map(ProfileCredentialsProvider::create)
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }

    /** Credentials of the configured profile, or of the default chain. */
    public AwsCredentialsProvider ownCredentials() {
        return ownCredentials;
    }

    /** Credentials of a role. The role is assumed at the first call, and again before its session expires. */
    public AwsCredentialsProvider assumeRole(String arn, Optional<String> externalId) {
        return roles.computeIfAbsent(new Role(arn, externalId), this::assume);
    }

    private StsAssumeRoleCredentialsProvider assume(Role role) {
        return StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts())
                .refreshRequest(request -> request.roleArn(role.arn())
                        .roleSessionName(sessionName)
                        .externalId(role.externalId().orElse(null)))
                .build();
    }

    /** STS with our own credentials. Its calls block. */
    public synchronized StsClient sts() {
        if (sts == null) {
            StsClientBuilder builder = StsClient.builder();
            endpoint.ifPresent(builder::endpointOverride);
            builder.region(STS_REGION)
                    .credentialsProvider(ownCredentials)
                    .overrideConfiguration(override -> override.executionInterceptors(classPathInterceptors())
                            .putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_SUFFIX, "gleaner/credentials"));
            stsSettings.accept(builder);
            sts = builder.build();
        }
        return sts;
    }

    /**
     * Configures a client of a region.
     *
     * @param override applied after the common settings, and may replace the retry strategy
     */
    public <B extends AwsClientBuilder<B, C> & AwsAsyncClientBuilder<B, C>, C> B configure(
            B builder,
            String region,
            AwsCredentialsProvider credentials,
            Consumer<ClientOverrideConfiguration.Builder> override) {
        endpoint.ifPresent(builder::endpointOverride);
        return builder.region(Region.of(region))
                .credentialsProvider(credentials)
                .httpClient(http)
                .overrideConfiguration(common -> {
                    common.executionInterceptors(classPathInterceptors())
                            .retryStrategy(AwsRetryStrategy.adaptiveRetryStrategy());
                    override.accept(common);
                });
    }

    /** Adds what S3 needs in order to reach buckets of any region, or those of a stand-in. */
    public S3AsyncClientBuilder forBucketsOfAnyRegion(S3AsyncClientBuilder builder) {
        return builder.crossRegionAccessEnabled(endpoint.isEmpty())
                // A stand-in has no host name for each bucket.
                .forcePathStyle(endpoint.isPresent());
    }

    /**
     * Interceptors on the class path, by which tests record calls; none in production. The SDK's own discovery uses the
     * thread's class loader, which in tests is often not the one that loaded the SDK.
     */
    private static List<ExecutionInterceptor> classPathInterceptors() {
        return ServiceLoader.load(ExecutionInterceptor.class, AwsClientFactory.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** Closes what the clients share; the clients must be closed before. */
    @Override
    public synchronized void close() {
        roles.values().forEach(StsAssumeRoleCredentialsProvider::close);
        if (sts != null) {
            sts.close();
        }
        http.close();
    }

    private record Role(String arn, Optional<String> externalId) {}
}
