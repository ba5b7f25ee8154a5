// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/reportbook.h"

#include "app/paper/composer.h"

namespace outlay::paper {

namespace {

QString plain(const std::string &text)
{
    return QString::fromStdString(reports::oneLine(text));
}

QStringList plain(const std::vector<std::string> &texts)
{
    QStringList all;
    for (const std::string &text : texts)
        all << plain(text);
    return all;
}

QString marksOf(const std::vector<int> &receipts)
{
    QStringList marks;
    for (const int number : receipts)
        marks << QStringLiteral("[%1]").arg(number);
    return marks.join(QLatin1Char(' '));
}

TableText tableOf(const reports::PageTable &table)
{
    TableText text{plain(table.headings), {}, plain(table.total), false};
    for (const auto &row : table.rows)
        text.rows.push_back(plain(row));
    return text;
}

void addReceipt(Composer &composer, const reports::PageReceipt &receipt, std::size_t number)
{
    composer.addText(TextStyle::Subheading,
                     QStringLiteral("[%1]  %2").arg(number).arg(plain(receipt.title)));
    TableText table;
    table.isSmall = true;
    table.headings = {QStringLiteral("what"), QStringLiteral("how"), QStringLiteral("USD")};
    for (const reports::ReceiptLine &line : receipt.lines)
        table.rows.push_back(
            {plain(line.what), plain(line.how), QString::fromStdString(toDecimal(line.amount))});
    table.total = {QStringLiteral("sum"), QString(),
                   QString::fromStdString(toDecimal(receipt.sum))};
    composer.addTable(table);
    if (!receipt.command.empty())
        composer.addText(TextStyle::Small, plain(receipt.command));
}

} // namespace

Book bookOf(const reports::ReportPage &page, PaperSize size)
{
    Composer composer(size);
    composer.addText(TextStyle::Title, plain(page.title));
    composer.addText(TextStyle::Subtitle, plain(page.subtitle));
    std::vector<TileText> tiles;
    for (const reports::Highlight &one : page.highlights)
        tiles.push_back({plain(one.label), plain(one.value), plain(one.note)});
    composer.addTiles(tiles);
    for (const reports::PageSection &section : page.sections) {
        composer.addText(TextStyle::Heading, plain(section.title));
        for (const reports::Sentence &sentence : section.sentences)
            composer.addText(TextStyle::Body, plain(sentence.text), marksOf(sentence.receipts));
        for (const reports::PageTable &table : section.tables)
            composer.addTable(tableOf(table));
    }
    if (!page.receipts.empty()) {
        composer.startSheet();
        composer.addText(TextStyle::Heading, QStringLiteral("Receipts"));
        composer.addText(TextStyle::Subtitle,
                         QStringLiteral("How the figures add up, to the nano-dollar. The numbers "
                                        "are those in the text; the commands show the same."));
    }
    for (std::size_t i = 0; i < page.receipts.size(); ++i)
        addReceipt(composer, page.receipts[i], i + 1);
    return composer.finish(plain(page.title), plain(page.footer));
}

} // namespace outlay::paper
