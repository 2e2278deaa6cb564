/** `npm run generate` writes anew what is derived from the code; tests say when that is due. */
import { writeFileSync } from "node:fs";
import { CATALOGUE_PAGE, renderCataloguePage } from "./catalogue-page.ts";
import { CLIENTS_PAGE, renderClientsPage } from "./clients-page.ts";
import { FAULTS_PAGE, renderFaultsPage } from "./faults-page.ts";
import { FINDINGS_PAGE, renderFindingsPage } from "./findings-page.ts";
import { JOURNAL_SCHEMA, renderJournalSchema } from "./journal-schema.ts";
import { renderServersPage, SERVERS_PAGE } from "./servers-page.ts";

writeFileSync(JOURNAL_SCHEMA, renderJournalSchema());
writeFileSync(FAULTS_PAGE, renderFaultsPage());
writeFileSync(CATALOGUE_PAGE, await renderCataloguePage());
writeFileSync(CLIENTS_PAGE, await renderClientsPage());
writeFileSync(FINDINGS_PAGE, renderFindingsPage());
writeFileSync(SERVERS_PAGE, renderServersPage());
