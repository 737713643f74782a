package dev.gleaner.collector.aws;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.profiles.ProfileFile;

/** The SDK reads these kinds of profiles only with modules of theirs, which it looks for at run time. */
class ProfilesTest {

    /** Nobody listens on that port, so each ends at what it can't have, as far as the SDK gets. */
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

    private static final String STS = "aws.endpointUrlSts";

    @BeforeAll
    static void callNobody() {
        System.setProperty(STS, "http://127.0.0.1:1");
    }

    @AfterAll
    static void callAgain() {
        System.clearProperty(STS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"role", "sso"})
    void shouldHaveWhatProfilesNeed(String profile) {
        ProfileFile file = ProfileFile.builder()
                .type(ProfileFile.Type.CONFIGURATION)
                .content(new ByteArrayInputStream(FILE.getBytes(StandardCharsets.UTF_8)))
                .build();

        assertThatThrownBy(() -> {
                    try (ProfileCredentialsProvider provider = ProfileCredentialsProvider.builder()
                            .profileFile(file)
                            .profileName(profile)
                            .build()) {
                        provider.resolveCredentials();
                    }
                })
                .hasMessageNotContaining("class path")
                .hasMessageNotContaining("classpath")
                .hasMessageNotContaining("HTTP implementation")
                .hasStackTraceContaining(profile.equals("sso") ? "SSO" : "Connection refused");
    }
}
