// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/reports/reportpage.h"

#include <QString>

namespace outlay::reports {

namespace {

constexpr const char *style = R"(
:root{color-scheme:light dark}
body{font:15px/1.5 system-ui,sans-serif;max-width:50em;margin:2em auto;padding:0 1em;color:#1c2128;background:#fff}
h1{font-size:1.7em;margin:0}h2{font-size:1.15em;margin:2em 0 .5em}h3{font-size:1em;margin:1.2em 0 .3em}
p{margin:.3em 0}.sub{color:#57606a}
table{border-collapse:collapse;width:100%;margin:.7em 0;font-variant-numeric:tabular-nums}
th,td{text-align:right;padding:.3em .6em;border-bottom:1px solid #d0d7de;vertical-align:top}
th{color:#57606a;font-weight:600}
th:first-child,td:first-child{text-align:left;padding-left:0;overflow-wrap:anywhere}
.tiles{display:flex;flex-wrap:wrap;gap:.8em;margin:1.2em 0}.tiles div{flex:1 1 10em;border:1px solid #d0d7de;border-radius:8px;padding:.6em .9em}
.tiles strong{display:block;font-size:1.4em;font-variant-numeric:tabular-nums}.tiles span{color:#57606a;font-size:.85em}
tr.total td{font-weight:600;border-top:2px solid #57606a;border-bottom:0}
a{color:#0a5fb4;text-decoration:none}code{font-size:.85em;overflow-wrap:anywhere}
@media (prefers-color-scheme:dark){body{color:#e6edf3;background:#0f141a}.sub,th,.tiles span{color:#9aa5b1}
th,td,.tiles div{border-color:#30363d}tr.total td{border-top-color:#9aa5b1}a{color:#6cb6ff}}
@media print{body{margin:0;max-width:none;font-size:10pt;color:#000;background:#fff}h2,h3{break-after:avoid}tr{break-inside:avoid}}
)";

std::string escaped(const std::string &text)
{
    return QString::fromStdString(text).toHtmlEscaped().toStdString();
}

std::string marks(const std::vector<int> &receipts)
{
    std::string text;
    for (const int number : receipts) {
        const std::string n = std::to_string(number);
        text += " <sup><a href=\"#r" + n + "\">[" + n + "]</a></sup>";
    }
    return text;
}

std::string rowOf(const std::vector<std::string> &cells, const std::string &tag,
                  const std::string &attributes = {})
{
    std::string row = "<tr" + attributes + ">";
    for (const std::string &cell : cells)
        row += "<" + tag + ">" + escaped(cell) + "</" + tag + ">";
    return row + "</tr>\n";
}

std::string tableOf(const PageTable &table)
{
    std::string html = "<table>\n" + rowOf(table.headings, "th");
    for (const auto &row : table.rows)
        html += rowOf(row, "td");
    if (!table.total.empty())
        html += rowOf(table.total, "td", " class=\"total\"");
    return html + "</table>\n";
}

std::string tilesOf(const std::vector<Highlight> &highlights)
{
    if (highlights.empty())
        return {};
    std::string html = "<div class=\"tiles\">\n";
    for (const Highlight &one : highlights)
        html += "<div><span>" + escaped(one.label) + "</span><strong>" + escaped(one.value) +
                "</strong><span>" + escaped(one.note) + "</span></div>\n";
    return html + "</div>\n";
}

std::string receiptOf(const PageReceipt &receipt, std::size_t number)
{
    const std::string n = std::to_string(number);
    std::string html = "<h3 id=\"r" + n + "\">[" + n + "] " + escaped(receipt.title) + "</h3>\n";
    PageTable table;
    table.headings = {"what", "how", "USD"};
    for (const ReceiptLine &line : receipt.lines)
        table.rows.push_back({line.what, line.how, toDecimal(line.amount)});
    table.total = {"sum", "", toDecimal(receipt.sum)};
    html += tableOf(table);
    if (!receipt.command.empty())
        html += "<p><code>" + escaped(receipt.command) + "</code></p>\n";
    return html;
}

} // namespace

std::string toHtml(const ReportPage &page)
{
    std::string html = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width\">\n<title>" +
                       escaped(page.title) + "</title>\n<style>" + style +
                       "</style>\n</head>\n<body>\n";
    html += "<h1>" + escaped(page.title) + "</h1>\n<p class=\"sub\">" + escaped(page.subtitle) +
            "</p>\n" + tilesOf(page.highlights);
    for (const PageSection &section : page.sections) {
        html += "<h2>" + escaped(section.title) + "</h2>\n";
        for (const Sentence &sentence : section.sentences)
            html += "<p>" + escaped(sentence.text) + marks(sentence.receipts) + "</p>\n";
        for (const PageTable &table : section.tables)
            html += tableOf(table);
    }
    html += "<h2>Receipts</h2>\n";
    for (std::size_t i = 0; i < page.receipts.size(); ++i)
        html += receiptOf(page.receipts[i], i + 1);
    return html + "</body>\n</html>\n";
}

} // namespace outlay::reports
