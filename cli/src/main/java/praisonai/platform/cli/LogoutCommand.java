package praisonai.platform.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import praisonai.platform.client.ApiProblem;
import praisonai.platform.client.PlatformClient;

/** Signs out, and forgets what login remembered. */
@Command(
        name = "logout",
        description = {
            "Ends the sign-in, and deletes what 'login' remembered.",
            "An API key goes on to be good: revoke it with 'platform agent key revoke'."
        })
final class LogoutCommand implements Callable<Integer> {
    @Mixin Remote remote = new Remote();

    @Override
    public Integer call() {
        Login saved = remote.savedLogin();
        try (PlatformClient client = remote.connect(saved.url(), saved.token())) {
            if (saved.isSession()) {
                client.logout().send();
            }
        } catch (ApiProblem e) {
            if (e.status() != 401) {
                throw e;
            }
            // It had ended already.
        }
        Login.delete(remote.loginFile());
        remote.out().println("Signed out of " + saved.url() + ".");
        return Exit.OK;
    }
}
