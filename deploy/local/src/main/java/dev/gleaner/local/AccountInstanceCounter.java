package dev.gleaner.local;

import java.util.List;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** The EC2 instances that a profile of the AWS configuration sees. */
public final class AccountInstanceCounter {

    private final String profile;

    public AccountInstanceCounter(String profile) {
        this.profile = profile;
    }

    /** The region of the profile, for who named none. */
    public String region() {
        return DefaultAwsRegionProviderChain.builder()
                .profileName(profile)
                .build()
                .getRegion()
                .id();
    }

    /** How many there are, whatever their state, in these regions. */
    public int count(List<String> regions) {
        return regions.stream().mapToInt(this::count).sum();
    }

    private int count(String region) {
        try (ProfileCredentialsProvider credentials = ProfileCredentialsProvider.create(profile);
                Ec2Client ec2 = Ec2Client.builder()
                        .region(Region.of(region))
                        .credentialsProvider(credentials)
                        // The profile also says where the API is, for who has no access to the public endpoints.
                        .overrideConfiguration(override -> override.defaultProfileName(profile))
                        .httpClient(UrlConnectionHttpClient.create())
                        .build()) {
            return ec2.describeInstancesPaginator().reservations().stream()
                    .mapToInt(reservation -> reservation.instances().size())
                    .sum();
        }
    }
}
