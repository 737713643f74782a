package dev.gleaner.test.aws;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.profiles.ProfileFile;

/**
 * Credentials of profiles that assume a role or sign in by SSO. The SDK reads these only with modules of theirs, which it looks for at run
 * time, so that each service proves them on its own class path.
 */
public final class ProfileCredentials {

    /** Nobody listens on that port, so each ends at what it can't have, as far as the SDK gets. */
    private static final String NOBODY = "http://127.0.0.1:1";

    private static final String STS = "aws.endpointUrlSts";

    private static final String FILE = """
            [profile base]
            aws_access_key_id = test
            aws_secret_access_key = test
            [profile role]
            role_arn = arn:aws:iam::210987654321:role/gleaner
            source_profile = base
            region = us-east-1
            max_attempts = 1
            [profile sso]
            sso_session = people
            sso_account_id = 210987654321
            sso_role_name = gleaner
            region = us-east-1
            [sso-session people]
            sso_region = us-east-1
            sso_start_url = https://sso.invalid/start
            """;

    private ProfileCredentials() {}

    /** Resolves the credentials of the profile {@code role} or {@code sso}, which fails, as nobody answers. */
    public static void resolve(String profile) {
        ProfileFile file = ProfileFile.builder()
                .type(ProfileFile.Type.CONFIGURATION)
                .content(new ByteArrayInputStream(FILE.getBytes(StandardCharsets.UTF_8)))
                .build();
        System.setProperty(STS, NOBODY);
        try (ProfileCredentialsProvider provider = ProfileCredentialsProvider.builder()
                .profileFile(file)
                .profileName(profile)
                .build()) {
            provider.resolveCredentials();
        } finally {
            System.clearProperty(STS);
        }
    }
}
