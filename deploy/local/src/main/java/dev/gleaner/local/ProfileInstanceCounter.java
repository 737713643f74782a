package dev.gleaner.local;

import java.util.List;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** Counts the EC2 instances that a profile of the AWS configuration can list. */
public final class ProfileInstanceCounter {

    private final String profile;

    public ProfileInstanceCounter(String profile) {
        this.profile = profile;
    }

    /** The region of the profile, the default for {@code --regions}. */
    public String region() {
        return DefaultAwsRegionProviderChain.builder()
                .profileName(profile)
                .build()
                .getRegion()
                .id();
    }

    /** The number of instances in these regions, whatever their state. */
    public int count(List<String> regions) {
        return regions.stream().mapToInt(this::count).sum();
    }

    private int count(String region) {
        try (ProfileCredentialsProvider credentials = ProfileCredentialsProvider.create(profile);
                Ec2Client ec2 = Ec2Client.builder()
                        .region(Region.of(region))
                        .credentialsProvider(credentials)
                        // The profile may set the address of the API, for networks without access to the public
                        // endpoints.
                        .overrideConfiguration(override -> override.defaultProfileName(profile))
                        .httpClient(UrlConnectionHttpClient.create())
                        .build()) {
            return ec2.describeInstancesPaginator().reservations().stream()
                    .mapToInt(reservation -> reservation.instances().size())
                    .sum();
        }
    }
}
